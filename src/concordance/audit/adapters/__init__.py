"""Adapters: the things an audit can be given, each with a kind, a name and a digest."""
