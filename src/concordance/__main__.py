"""`python -m concordance`."""

from concordance.doors.cli.main import main

main()
