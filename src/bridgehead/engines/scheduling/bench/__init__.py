"""The engine measured: published and generated rounds, each solved, certified and checked, beside its peers."""
