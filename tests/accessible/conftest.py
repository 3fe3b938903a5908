"""The scene of the authorization matrix, in which every page has something to show."""

from tests.authorization.conftest import _scene, _signed_here, scene

__all__ = ["_scene", "_signed_here", "scene"]
