"""Who works at the telecom hall, and what several of its tests do."""

from tests.acceptance.desk import People

PEOPLE: People = {
    "li": ("李敏", ["clerk"], "hall"),
    "wang": ("王芳", ["clerk"], "hall"),
    "zhao": ("赵磊", ["clerk"], "hall"),
    "guan": ("管军", ["guide"], "hall"),
    "chen": ("陈静", ["duty_manager"], "hall"),
    "deng": ("邓超", ["duty_manager"], "hall"),
    "sun": ("孙丽", ["hall_manager"], "hall"),
    "qian": ("钱进", ["collector"], "hall"),
    "ku": ("库平", ["storekeeper"], "hall"),
    "hui": ("惠兰", ["caller"], "hall"),
    "fang": ("方圆", ["caller"], "hall"),
    "ting": ("丁婷", ["hall_administrator"], "hall_administration"),
    "da": ("达明", ["key_account_head"], "key_accounts"),
    "ke": ("柯伟", ["account_manager"], "key_accounts"),
    "shi": ("施勇", ["market_head"], "market"),
    "chang": ("常青", ["market_officer"], "market"),
    "wei": ("魏强", ["network_head"], "network"),
    "ji": ("季红", ["billing_head"], "billing"),
    "xin": ("辛杰", ["information_head"], "information"),
    "gong": ("龚浩", ["account_administrator"], "information"),
    "shang": ("尚华", ["superior_head"], "superior"),
}
