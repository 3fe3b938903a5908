"""What people do in the directory, by noun: organisations, assets and interests, members, standing."""
