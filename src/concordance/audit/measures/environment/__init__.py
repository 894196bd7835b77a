"""Environment: energy, carbon, water; measured or estimated is always said."""
