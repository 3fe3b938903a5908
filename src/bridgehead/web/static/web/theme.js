// Loaded before the page is drawn, so that a chosen theme does not flash, nor what is said to readers without scripts.
document.documentElement.dataset.scripted = "";
try { document.documentElement.dataset.theme = localStorage.theme ?? ""; } catch { /* storage refused: follow the system */ }
