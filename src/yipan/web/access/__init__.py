"""Access control of a workbench that others reach: tokens with roles, sessions, limits, a log."""

from yipan.web.access.audit import AuditLog, Broken, verify
from yipan.web.access.control import AccessControl
from yipan.web.access.installed import access_folder, access_for
from yipan.web.access.roles import LOCAL, Role, Who
from yipan.web.access.tokens import Token, TokenFile

__all__ = [
    "LOCAL",
    "AccessControl",
    "AuditLog",
    "Broken",
    "Role",
    "Token",
    "TokenFile",
    "Who",
    "access_folder",
    "access_for",
    "verify",
]
