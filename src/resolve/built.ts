/** What cargo built that may hold a function, and what cargo knows about it. */

