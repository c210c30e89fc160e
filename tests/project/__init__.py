"""What holds for the project as a whole: pages that must not drift, start-up, the command frame, tidy files."""
