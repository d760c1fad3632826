"""Amounts in the capital figures (大写金额) of Chinese vouchers, which nobody can alter with a stroke."""

from contracts.money import Money

DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEPS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))
CURRENCY = "CNY"


def capital_figures(money: Money) -> str | None:
    """``人民币壹仟贰佰叁拾元零伍分`` for 1,230.05 CNY; None for money that is not written like this."""
    if money.currency != CURRENCY:
        return None
    yuan, rest = divmod(abs(money.minor), 100)
    jiao, fen = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"人民币{_sign(money)}{said or '零元'}整"
    said += f"{DIGITS[jiao]}角" if jiao else "零" if yuan else ""
    said += f"{DIGITS[fen]}分" if fen else "整"
    return f"人民币{_sign(money)}{said}"


def _sign(money: Money) -> str:
    return "负" if money.minor < 0 else ""


def _whole(number: int) -> str:
    for size, unit in STEPS:
        if number >= size:
            head, rest = divmod(number, size)
            gap = DIGITS[0] if rest and rest < size // 10 else ""
            return f"{_whole(head)}{unit}{gap}{_whole(rest)}"
    return DIGITS[number] if number else ""
