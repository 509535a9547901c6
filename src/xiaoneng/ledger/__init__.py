"""台账: rulebooks in force, facts, works, imports and notices of each office."""
