"""One readable line per kind of event, English and Chinese. Pure data.

``{field}`` is the event's field, ``{actor}`` who caused it, ``{step.en}`` and ``{step.zh}`` the step's title in the
playbook. What stands in square brackets is left out when one of its fields is empty.
"""

STEP = ("{step.en} by {signed_by}[, decided: {decision}]", "{signed_by} {step.zh}[，决定：{decision}]")

TEXTS: dict[str, tuple[str, str]] = {
    "intake.request.recorded": (
        "Recorded by {received_by}, channel {channel}[, {severity}]",
        "{received_by} 记录",
    ),
    "intake.request.confirmed": ("Confirmed[, goes to {department}]", "已确认[，转{department}]"),
    "intake.request.amended": (
        "Amended by {actor}: {changed}; {reason}",
        "{actor} 更正：{changed}；{reason}",
    ),
    "intake.request.noted": ("Note by {actor}: {text}", "{actor} 记事：{text}"),
    "intake.request.cancelled": ("Cancelled by {actor}: {reason}", "{actor} 取消：{reason}"),
    "intake.ownership.offered": (
        "Offered by {owner} to {to}[: {reason}]",
        "{owner} 拟转交 {to}[：{reason}]",
    ),
    "intake.ownership.moved": (
        "Moved from {previous} to {owner}, because {because}",
        "由 {previous} 转交 {owner}",
    ),
    "intake.ownership.declined": ("{by} declined to take it over: {reason}", "{by} 拒绝接手：{reason}"),
    "intake.request.reopened": ("Reopened, cycle {cycle}: {reason}", "重新处理，第 {cycle} 轮：{reason}"),
    "intake.request.closed": ("Closed: {outcome}", "结案：{outcome}"),
    "intake.request.archived": ("Archived", "归档"),
    "intake.personal_data.read": (
        "Personal data read by {reader}: {purpose}",
        "{reader} 查阅个人信息：{purpose}",
    ),
    "intake.request.incomplete": ("Waits for papers: {missing}", "待补材料：{missing}"),
    "intake.document.received": (
        "{title.en} received by {received_by}[; {note}][; still missing: {missing}]",
        "{received_by} 收到{title.zh}[；{note}][；仍缺：{missing}]",
    ),
    "intake.customer.marked": (
        "Customer marked '{title.en}'[, until {until}][: {reason}]",
        "客户标记“{title.zh}”[，至 {until}][：{reason}]",
    ),
    "intake.attachment.kept": ("{by} attached '{title}' ({media_type})", "{by} 附上“{title}”"),
    "intake.notice.published": (
        "Notice '{title}' to {recipients} of group '{group}' by {published_by}",
        "{published_by} 向“{group}”组 {recipients} 人发布通知“{title}”",
    ),
    "intake.notice.completed": (
        "Notice sent: {delivered} delivered, {undeliverable} not",
        "通知发送完毕：送达 {delivered}，未送达 {undeliverable}",
    ),
    "intake.delivery.failed": (
        "A message by {channel} could not be delivered after {attempts} attempts: {reason}",
        "经 {channel} 的消息 {attempts} 次未送达：{reason}",
    ),
    "intake.letter.sent": ("Letter '{plan}' sent", "信件“{plan}”已寄出"),
    "intake.letter.failed": ("Letter '{plan}' could not be sent: {reason}", "信件“{plan}”未能寄出：{reason}"),
    "dispatch.order.routed": (
        "Sent to {department}, told: {notified}",
        "派单至{department}，已通知：{notified}",
    ),
    "dispatch.order.step_taken": STEP,
    "dispatch.order.assigned": (
        "{step.en} by {signed_by}[: {assignee}]",
        "{signed_by} {step.zh}[：{assignee}]",
    ),
    "dispatch.order.accepted": ("Picked up by {signed_by}", "{signed_by} 取单"),
    "dispatch.order.arrived": STEP,
    "dispatch.order.quoted": (
        "{step.en} by {signed_by}[: {records.amount}][: {records.fare}]",
        "{signed_by} {step.zh}",
    ),
    "dispatch.order.quote_accepted": STEP,
    "dispatch.order.quote_declined": STEP,
    "dispatch.order.completed": STEP,
    "dispatch.order.signed_off": STEP,
    "dispatch.order.verified": STEP,
    "dispatch.order.ended": ("Order ended without a result: {reason}", "工单终止：{reason}"),
    "dispatch.order.cancelled": ("Order cancelled: {reason}", "工单取消：{reason}"),
    "dispatch.order.returned": (
        "Returned to {department} by {by}: {reason}",
        "{by} 退回{department}：{reason}",
    ),
    "dispatch.order.transferred": (
        "Handed from {previous} to {department} by {by}: {reason}",
        "{by} 由{previous}转{department}：{reason}",
    ),
    "dispatch.order.declined": ("Declined by {by} for {department}: {reason}", "{department} {by} 拒单：{reason}"),
    "dispatch.order.split": ("Split into parts by {by}", "{by} 拆分工单"),
    "dispatch.part.completed": (
        "Part '{title}' of {department} done, state {state}; parts still open: {open_parts}",
        "{department}子单“{title}”已结束，未完成 {open_parts} 项",
    ),
    "dispatch.part.cancelled": (
        "Part '{title}' of {department} cancelled: {reason}",
        "{department}子单“{title}”取消：{reason}",
    ),
    "dispatch.order.reopened": ("Order opened again, cycle {cycle}", "工单重开，第 {cycle} 轮"),
    "dispatch.order.held": (
        "On hold, reported by {held_by}: {reason}[, until {expected_end}][; customer told by the {told_by}]",
        "{held_by} 报告暂停：{reason}[，预计 {expected_end}][；由 {told_by} 告知客户]",
    ),
    "dispatch.order.hold_expired": (
        "Still on hold after {expected_end}, told: {recipients}",
        "暂停已过预计时间 {expected_end}，已通知：{recipients}",
    ),
    "dispatch.order.resumed": ("Work goes on[: {note}]", "恢复处理[：{note}]"),
    "dispatch.customer.told": ("Customer told by the {told_by}: {text}", "由 {told_by} 告知客户：{text}"),
    "dispatch.check.due": ("The desk asks '{check}'", "前台询问“{question.zh}”"),
    "dispatch.check.answered": (
        "'{check}' answered by {actor}, done: {done}[; {note}]",
        "{actor} 答复，完成：{done}[；{note}]",
    ),
    "dispatch.deadline.missed": (
        "Deadline '{name}' missed, was due {due_at}[; responsible: {responsible}]",
        "“{name}”超时，应于 {due_at} 完成[，责任人：{responsible}]",
    ),
    "dispatch.deadline.warned": (
        "Deadline '{name}' is near, due {due_at}; told: {recipients}",
        "“{name}”将到期，应于 {due_at} 完成，已提醒：{recipients}",
    ),
    "dispatch.deadline.moved": (
        "Deadline '{name}' moved from {due_before} to {due_after}[: {why}]",
        "“{name}”时限由 {due_before} 改为 {due_after}[：{why}]",
    ),
    "dispatch.escalation.raised": (
        "Escalated to {to_role}: {recipients}; {reason}",
        "上报 {to_role}：{recipients}",
    ),
    "dispatch.order.carried_over": ("Carried over by {by}: {reason}", "{by} 转入次日：{reason}"),
    "dispatch.order.unexplained": ("Open at the end of the day without a reason", "当日未完成且未说明原因"),
    "dispatch.approval.requested": (
        "{applicant} asks {approver_role} to approve {name}",
        "{applicant} 向 {approver_role} 申请 {name}",
    ),
    "dispatch.approval.delegated": (
        "{name} handed by {by} to {to}: {reason}",
        "{by} 将 {name} 委托 {to} 审批：{reason}",
    ),
    "dispatch.approval.withdrawn": (
        "{name}: {approver_role} need not decide, {reason}",
        "{name}：无需 {approver_role} 审批",
    ),
    "dispatch.approval.granted": ("{name} approved by {by}[: {note}]", "{by} 批准 {name}[：{note}]"),
    "dispatch.approval.refused": ("{name} refused by {by}[: {note}]", "{by} 不批准 {name}[：{note}]"),
    "followup.callback.scheduled": (
        "Callback planned for {assignee} at {due_at}",
        "{assignee} 定于 {due_at} 回访",
    ),
    "followup.callback.due": ("Callback due, {assignee} calls", "{assignee} 回访时间到"),
    "followup.callback.attempted": (
        "{by} called: {outcome}[; {note}]; again at {next_at}",
        "{by} 回访未成：{outcome}[；{note}]；改于 {next_at}",
    ),
    "followup.callback.delegated": ("Callback of {assignee} delegated to {to}", "{assignee} 委托 {to} 回访"),
    "followup.callback.accepted": (
        "Callback taken over by {assignee} from {previous}",
        "{assignee} 接手 {previous} 的回访",
    ),
    "followup.callback.declined": ("{by} declined the callback: {reason}", "{by} 拒绝接手回访：{reason}"),
    "followup.callback.completed": ("Customer called back by {by}[: {summary}]", "{by} 已回访[：{summary}]"),
    "followup.callback.cancelled": ("Callback cancelled: {reason}", "回访取消：{reason}"),
    "followup.call.taken": ("{by} calls the customer, until {until}", "{by} 领取回访，至 {until}"),
    "followup.call.released": ("{holder} no longer calls the customer: {because}", "{holder} 不再回访：{because}"),
    "followup.answer.put_off": (
        "No answer yet: {why}; the customer is told by {tell_by}, the answer comes until {until}",
        "暂不能答复：{why}；{tell_by} 前告知客户，{until} 前答复",
    ),
    "followup.answer.promised": (
        "Customer told by {told_by}: {why}; the answer comes until {until}",
        "{told_by} 已告知客户：{why}；{until} 前答复",
    ),
    "followup.finding.recorded": ("{by} found for {department}: {text}", "{by} 反映给{department}：{text}"),
    "followup.satisfaction.rated": (
        "Satisfied: {satisfied}[, {ratings}][; {remarks}]",
        "满意：{satisfied}[，{ratings}][；{remarks}]",
    ),
    "followup.callback.overdue": (
        "Overdue since {late_at}: '{plan}'[, told: {recipients}]",
        "“{plan}”逾期，应于 {late_at} 前完成[，已告知：{recipients}]",
    ),
    "followup.service.reported": (
        "Service report by {by}, satisfied: {satisfied}[, {ratings}][; {remarks}], to {recipients}",
        "{by} 提交服务报告，满意：{satisfied}[，{ratings}][；{remarks}]，送 {recipients}",
    ),
    "followup.letter.scheduled": (
        "Letter '{plan}' planned for {due_at}",
        "“{plan}”信函定于 {due_at} 寄出",
    ),
    "followup.letter.due": ("Letter '{title.en}' goes out by {channel}", "经 {channel} 寄出“{title.zh}”"),
    "followup.letter.cancelled": ("Letter '{plan}' cancelled: {reason}", "“{plan}”信函取消：{reason}"),
    "followup.remark.passed_on": ("Remark passed on to {department}: {text}", "意见转{department}：{text}"),
    "followup.retention.opened": (
        "Retention '{title.en}' opened, {assignee} serves, segment {segment}; told: {recipients}",
        "因“{title.zh}”开始挽留，由 {assignee} 负责，已通知：{recipients}",
    ),
    "followup.retention.triggered": (
        "Another sign, '{title.en}'; {assignee} serves, segment {segment}",
        "又有“{title.zh}”，由 {assignee} 负责",
    ),
    "followup.retention.offer_made": ("{by} offered '{title.en}', cost {cost}", "{by} 提出“{title.zh}”，成本 {cost}"),
    "followup.retention.offer_answered": (
        "Offer '{offer}': {answer}[, until {until}]",
        "对“{offer}”的答复：{answer}[，至 {until}]",
    ),
    "followup.retention.answer_due": ("The customer is asked again about '{offer}'", "应再问客户对“{offer}”的意见"),
    "followup.retention.attempt_failed": (
        "First attempt by {by} failed: {reason}[; again at {next_at}]",
        "{by} 首次挽留未成：{reason}[；{next_at} 再联系]",
    ),
    "followup.retention.taken_over": (
        "{assignee} goes on instead of {previous}",
        "{assignee} 接替 {previous} 继续挽留",
    ),
    "followup.retention.delegated": (
        "Retention of {assignee} delegated to {to}, because {because}",
        "{assignee} 的挽留委托 {to}",
    ),
    "followup.retention.moved": (
        "Retention moved from {previous} to {assignee}, because {because}",
        "挽留由 {previous} 转 {assignee}",
    ),
    "followup.retention.declined": ("{by} declined the retention case: {reason}", "{by} 谢绝接手挽留：{reason}"),
    "followup.retention.closed": (
        "Retention closed by {by}: {outcome}, {reason}",
        "{by} 结束挽留：{outcome}，{reason}",
    ),
    "followup.opinion.received": ("Opinion kept by {received_by}[: {topics}]", "{received_by} 登记意见[：{topics}]"),
    "followup.opinion.answered": ("Opinion answered by {by}: {reply}", "{by} 答复意见：{reply}"),
    "followup.follow_up.completed": ("Follow-up ended: {outcome}", "回访结束：{outcome}"),
    "cashdesk.decision.made": (
        "Table '{table}', row '{row}': allowed {allowed}[, {reason.en}][, fee {fee}]",
        "按“{table}”第“{row}”行判定，允许：{allowed}[，{reason.zh}][，费用 {fee}]",
    ),
    "cashdesk.payout.opened": ("{amount} owed to the customer for '{name}'", "“{name}”应付客户 {amount}"),
    "cashdesk.payout.settled": (
        "{amount} paid out by {paid_by} ({method})",
        "{paid_by} 付给客户 {amount}（{method}）",
    ),
    "cashdesk.payout.voided": ("Payout '{name}' voided: {reason}", "“{name}”应付作废：{reason}"),
    "cashdesk.charge.raised": ("Charge '{name}' of {amount} raised", "应收“{name}” {amount}"),
    "cashdesk.charge.settled": ("Charge '{name}' of {amount} settled", "“{name}” {amount} 已结清"),
    "cashdesk.charge.voided": ("Charge voided: {reason}", "应收作废：{reason}"),
    "cashdesk.charge.reopened": (
        "Charge '{name}': {outstanding} outstanding again: {reason}",
        "“{name}”重新待收：{reason}",
    ),
    "cashdesk.payment.taken": (
        "{amount} paid by {method}, taken by {taken_by}",
        "{taken_by} 收款 {amount}（{method}）",
    ),
    "cashdesk.refund.requested": (
        "{applicant} asks to refund {amount}: {reason}",
        "{applicant} 申请退款 {amount}：{reason}",
    ),
    "cashdesk.refund.paid": ("{amount} refunded by {by}", "{by} 退款 {amount}"),
    "cashdesk.refund.refused": (
        "Refund refused by {by}[: {note}]",
        "{by} 不同意退款[：{note}]",
    ),
    "cashdesk.security_deposit.taken": (
        "Security deposit of {amount} ({method}) taken by {taken_by}: {purpose}",
        "{taken_by} 收押金 {amount}（{method}）：{purpose}",
    ),
    "cashdesk.security_deposit.returned": (
        "{amount} of the security deposit given back by {by}, {held} still held",
        "{by} 退押金 {amount}，尚存 {held}",
    ),
    "cashdesk.security_deposit.keep_requested": (
        "{applicant} asks to keep {amount} of the security deposit: {reason}",
        "{applicant} 申请扣押金 {amount}：{reason}",
    ),
    "cashdesk.security_deposit.kept": (
        "{amount} of the security deposit kept for '{name}', granted by {by}: {reason}",
        "{by} 批准按“{name}”扣押金 {amount}：{reason}",
    ),
    "cashdesk.security_deposit.keep_refused": (
        "Keeping {amount} of the security deposit refused by {by}[: {note}]",
        "{by} 不同意扣押金 {amount}[：{note}]",
    ),
    "cashdesk.allocation.opened": (
        "{quantity} x {item} for {department}",
        "{department} 分摊 {item} {quantity} 份",
    ),
    "cashdesk.cost.allocated": (
        "{amount} allocated to {department}, signed by {signed_by}",
        "{signed_by} 签认，{department} 分摊 {amount}",
    ),
    "cashdesk.stock.sold": (
        "{goods.count} of {goods.type} sold by {seller}",
        "{seller} 售出 {goods.type} {goods.count} 件",
    ),
    "cashdesk.stock.taken_back": (
        "{goods.count} of {goods.type} brought back by the customer: {reason}",
        "客户退回 {goods.type} {goods.count} 件：{reason}",
    ),
    "cashdesk.receipt.issued": (
        "Receipt over {amount} issued[, copy of {copy_of}]",
        "开具收据 {amount}[，{copy_of} 的副本]",
    ),
}
