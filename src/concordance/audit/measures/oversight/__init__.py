"""Human oversight: what is handed to people, and whether they can overrule."""
