"""Programs for those who work on fieldkit itself: they generate documents and try the wheel."""
