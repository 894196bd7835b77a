"""The web door: public pages, the interview, registers, an organisation's and an authority's side, and the API."""
