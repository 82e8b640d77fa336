"""Pages for people: one file a page; each exports `router`."""
