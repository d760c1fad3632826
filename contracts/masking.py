"""Masking of personal data for events, logs and readers without the right to it."""


def mask_name(name: str) -> str:
    """``张伟`` becomes ``张*``, ``Anna Berg`` becomes ``A********``: the first character stays."""
    name = name.strip()
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def mask_phone(phone: str) -> str:
    """``13812348000`` becomes ``138****8000``; anything short keeps at most its last two digits."""
    digits = phone.strip()
    if len(digits) >= 9:
        return digits[:3] + "*" * (len(digits) - 7) + digits[-4:]
    return "*" * max(0, len(digits) - 2) + digits[-2:]


def mask_identity(number: str) -> str:
    """An identity number keeps its first and last two characters."""
    number = number.strip()
    return number[:2] + "*" * max(2, len(number) - 4) + number[-2:] if len(number) > 4 else "****"


def mask_address(address: str) -> str:
    """The first half stays, the second is hidden."""
    keep = len(address) // 2
    return address[:keep] + "*" * (len(address) - keep)


def mask_email(address: str) -> str:
    """``li@example.org`` becomes ``l*@example.org``."""
    name, _, host = address.strip().partition("@")
    return f"{mask_name(name)}@{host}"


MASKS = {
    "person": mask_name,
    "phone": mask_phone,
    "identity": mask_identity,
    "address": mask_address,
    "email": mask_email,
}
