"""Work that nobody waits for: reminders of deadlines, the log, imports of whole registers."""
