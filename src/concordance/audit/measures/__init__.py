"""The audits, one file each, in rooms named for what they look at. Importing a file declares its audit."""
