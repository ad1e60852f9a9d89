// Datasette's table.js asks for it; its own page says it in the page, where our policy lets nothing run.
var DATASETTE_ALLOW_FACET = true;
