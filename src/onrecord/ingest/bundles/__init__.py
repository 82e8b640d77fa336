"""Archive bundles: one export, many articles. `cut.parts` cuts it into sources, `extract.extract` reads one article of it."""
