"""评价: evaluation runs, months and years."""
