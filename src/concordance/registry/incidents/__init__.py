"""One report of an incident → who must tell whom by when, on which form; kept, followed up, exchanged, protected."""
