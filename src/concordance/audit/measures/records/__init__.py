"""Record-keeping: complete, untampered, kept long enough."""
