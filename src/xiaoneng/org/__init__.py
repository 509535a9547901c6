"""机构: units, people, posts, bodies, roles with dates, rights, accounts."""
