"""Copyright: verbatim memorisation, reservations of rights, licences."""
