"""评价: months and years computed, closed, signed and revised; what stands beside the computed figures."""
