"""Edge: what was taken out, kept for whoever it was taken out for: in own memory, or shared."""

from gateway.vault.memory import Vault
from gateway.vault.shared import SharedVault, own_vault

__all__ = ["SharedVault", "Vault", "own_vault"]
