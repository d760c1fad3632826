"""The trial balance (试算平衡表): every account's debits, credits and balance up to a moment."""

from datetime import datetime

from contracts.cashdesk import AccountRow, TrialBalance, TrialBalanceView
from contracts.money import Money
from contracts.playbook import Playbook
from contracts.playbook.grammar import Label
from frontdesk.reports.asking import Asking, Frame
from frontdesk.reports.model import Cell, Column, Fact, Note, Report, Signature, Table, label
from frontdesk.reports.texts import NO, TOTAL, YES

NAME = "trial-balance"
TITLE = label("试算平衡表", "Trial balance")
COLUMNS = (
    Column("account", label("科目代码", "Account"), whole=True),
    Column("title", label("科目名称", "Name")),
    Column("debit", label("借方", "Debit"), "money"),
    Column("credit", label("贷方", "Credit"), "money"),
    Column("side", label("方向", "Side")),
    Column("balance", label("余额", "Balance"), "money"),
)
DEBIT, CREDIT, EVEN = label("借", "debit"), label("贷", "credit"), label("平", "even")
ACCOUNTS = {
    "drawer": label("收银柜", "Drawer"),
    "holder": label("在手现金", "Cash in hand"),
    "taken": label("待交款项", "Takings not handed in"),
    "safe": label("保险柜", "Safe"),
    "tail": label("尾款", "Tail cash"),
    "bank": label("银行", "Bank"),
    "receivable": label("应收", "Receivable"),
    "refunds": label("退款", "Refunds"),
    "payable": label("应付", "Payable"),
    "deposit": label("押金", "Security deposit"),
    "difference": label("现金差额", "Cash difference"),
    "cost": label("部门费用", "Cost"),
    "revenue": label("收入", "Revenue"),
}
"""The kinds of account; what follows the colon is the desk's own."""


async def ask_trial_balance(asking: Asking, at: datetime | None) -> Report:
    """As of ``at``, default: now."""
    view = await asking.ask(TrialBalance() if at is None else TrialBalance(at=at))
    return build(view, asking.frame)


def build(view: TrialBalanceView, frame: Frame) -> Report:
    """An account on each row. When debits and credits differ the report says so before anything else."""
    rows = [_row(row, frame.playbook) for row in view.rows]
    facts = [
        Fact(label("截至", "As of"), view.at),
        Fact(label("借贷平衡", "Balanced"), YES if view.balanced else NO),
        Fact(label("借方合计", "Total debit"), view.debit),
        Fact(label("贷方合计", "Total credit"), view.credit),
    ]
    difference = view.debit - view.credit
    wrong = label(f"借贷不平，相差 {difference}", f"Debits and credits differ by {difference}")
    return Report(
        name=NAME,
        title=TITLE,
        footer=frame.footer(),
        facts=facts,
        notes=[] if view.balanced else [Note(wrong, warning=True)],
        tables=[
            Table("accounts", TITLE, COLUMNS, rows, totals=(TOTAL, None, view.debit, view.credit, *_side(difference)))
        ],
        signatures=[Signature(label("制表", "Prepared by")), Signature(label("复核", "Checked by"))],
        data=view.model_dump(mode="json"),
    )


def account_title(account: str, playbook: Playbook) -> Label:
    """What an account is called: its kind, then the playbook's title of what is its own, or that itself."""
    kind, _, own = account.partition(":")
    known = ACCOUNTS.get(kind)
    if known is None or not own:
        return known or label(account, account)
    title = _title(kind, own, playbook) or label(own, own)
    return label(f"{known.zh} {title.zh}", f"{known.en} {title.en}")


def _title(kind: str, own: str, playbook: Playbook) -> Label | None:
    if kind == "cost" and own in playbook.departments:
        return playbook.departments[own].title
    if kind == "revenue" and own in playbook.prices:
        return playbook.prices[own].title
    return None


def _row(row: AccountRow, playbook: Playbook) -> tuple[Cell, ...]:
    return (row.account, account_title(row.account, playbook), row.debit, row.credit, *_side(row.balance))


def _side(balance: Money) -> tuple[Label, Money]:
    """On which side the balance stands, and how much it is, without a sign."""
    if balance.minor == 0:
        return EVEN, balance
    return (DEBIT, balance) if balance.minor > 0 else (CREDIT, -balance)
