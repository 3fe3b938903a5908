// Loaded before the page is drawn, so that a chosen theme does not flash.
try { document.documentElement.dataset.theme = localStorage.theme ?? ""; } catch { /* storage refused: follow the system */ }
