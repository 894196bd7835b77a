"""Security: files that execute code, poisoned labels, signatures, injected instructions."""
