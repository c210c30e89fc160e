"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""
