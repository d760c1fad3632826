"""What intake listens to: one function a message, each calls one handler."""

from typing import Any

from chassis.directory import keep_duty, keep_staff
from chassis.subscribers import Subscribers
from chassis.work import Timer, Work
from contracts.base import Done
from contracts.cashdesk import ChargeSettled, CostAllocated
from contracts.dispatch import OrderEnded, OrderVerified
from contracts.envelope import Envelope
from contracts.followup import FollowUpCompleted, LetterDue, SatisfactionRated
from contracts.intake import (
    AcceptTransfer,
    AddNote,
    AmendRequest,
    ArchiveRequest,
    AttachFile,
    AttachmentReceipt,
    CancelRequest,
    ClearMark,
    CloseRequest,
    ComplaintLedger,
    ConfirmRequest,
    CustomerPage,
    CustomerReadingPage,
    CustomerReadings,
    CustomerReceipt,
    CustomerView,
    DayReports,
    DeclineTransfer,
    DeliveryPage,
    DocumentReceipt,
    FilesReceipt,
    FinishServing,
    GetCustomer,
    GetNotice,
    GetRequest,
    KeepCustomer,
    LatestStocktake,
    LedgerPage,
    ListCustomers,
    ListDeliveries,
    ListNotices,
    ListRequests,
    ListServings,
    ListUndelivered,
    MarkCustomer,
    NoticePage,
    NoticeReceipt,
    NoticeView,
    PrepareFiles,
    PublishNotice,
    ReadingLog,
    ReadingPage,
    ReceiveDocument,
    RecordRequest,
    ReportsView,
    RequestPage,
    RequestReceipt,
    RequestView,
    RetryDelivery,
    ServingReceipt,
    ServingView,
    StartServing,
    StocktakeView,
    TakeStocktake,
    TransferRequest,
)
from contracts.roster import HandoverCompleted, HandoverOpened, ShiftEnded, ShiftStarted, StaffRegistered
from services.intake.handlers.add_note import add_note
from services.intake.handlers.amend_request import amend_request
from services.intake.handlers.answer_transfer import accept_transfer, decline_transfer
from services.intake.handlers.archive_request import archive_request
from services.intake.handlers.attach_file import attach_file, ensure_bucket, look_at_file, prepare_files
from services.intake.handlers.cancel_request import cancel_request
from services.intake.handlers.close_request import close_request
from services.intake.handlers.confirm_request import confirm_request
from services.intake.handlers.delivering import DELIVER, hand_over, record_delivery
from services.intake.handlers.end_request import end_request
from services.intake.handlers.finish_at_counter import finish_at_counter
from services.intake.handlers.finish_follow_up import finish_follow_up
from services.intake.handlers.get_request import get_request
from services.intake.handlers.keep_customer import keep_customer
from services.intake.handlers.keep_record import keep_record
from services.intake.handlers.list_customers import list_customer_readings, list_customers
from services.intake.handlers.list_readings import list_readings
from services.intake.handlers.list_requests import list_requests
from services.intake.handlers.mark_customer import clear_mark, mark_customer
from services.intake.handlers.move_ownership import move_ownership
from services.intake.handlers.notify_people import notify_people
from services.intake.handlers.publish_notice import publish_notice, retry_delivery
from services.intake.handlers.receive_document import receive_document
from services.intake.handlers.record_request import record_request
from services.intake.handlers.remind_of_reports import CHAIN, EXPECTED, expect_reports, remind_again, remind_of_reports
from services.intake.handlers.reopen_request import reopen_request
from services.intake.handlers.report_handover import report_handover
from services.intake.handlers.send_letter import send_letter
from services.intake.handlers.serve_customer import finish_serving, list_servings, start_serving
from services.intake.handlers.settle_request import settle_request
from services.intake.handlers.shared import NOTIFY
from services.intake.handlers.show_customer import show_customer
from services.intake.handlers.show_ledger import show_ledger
from services.intake.handlers.show_notices import list_deliveries, list_notices, list_undelivered, show_notice
from services.intake.handlers.show_reports import show_reports
from services.intake.handlers.show_stocktake import show_stocktake
from services.intake.handlers.take_stocktake import KIND, plan_daily_stocktake, take_daily_stocktake, take_stocktake
from services.intake.handlers.transfer_request import transfer_request

on = Subscribers("intake")


@on.command(RecordRequest)
async def record(command: RecordRequest, work: Work) -> RequestReceipt:
    return await record_request(command, work)


@on.command(ConfirmRequest)
async def confirm(command: ConfirmRequest, work: Work) -> RequestReceipt:
    return await confirm_request(command, work)


@on.command(AmendRequest)
async def amend(command: AmendRequest, work: Work) -> RequestReceipt:
    return await amend_request(command, work)


@on.command(AddNote)
async def note(command: AddNote, work: Work) -> Done:
    return await add_note(command, work)


@on.command(CancelRequest)
async def cancel(command: CancelRequest, work: Work) -> Done:
    return await cancel_request(command, work)


@on.command(TransferRequest)
async def transfer(command: TransferRequest, work: Work) -> Done:
    return await transfer_request(command, work)


@on.command(AcceptTransfer)
async def accept(command: AcceptTransfer, work: Work) -> Done:
    return await accept_transfer(command, work)


@on.command(DeclineTransfer)
async def decline(command: DeclineTransfer, work: Work) -> Done:
    return await decline_transfer(command, work)


@on.command(CloseRequest)
async def close(command: CloseRequest, work: Work) -> Done:
    return await close_request(command, work)


@on.command(ArchiveRequest)
async def archive(command: ArchiveRequest, work: Work) -> Done:
    return await archive_request(command, work)


@on.command(TakeStocktake)
async def stocktake_now(command: TakeStocktake, work: Work) -> Done:
    return await take_stocktake(command, work)


@on.command(ReceiveDocument)
async def document_received(command: ReceiveDocument, work: Work) -> DocumentReceipt:
    return await receive_document(command, work)


@on.command(PrepareFiles, prepare=ensure_bucket)
async def files_prepared(command: PrepareFiles, work: Work) -> FilesReceipt:
    return await prepare_files(command, work)


@on.command(AttachFile, prepare=look_at_file)
async def file_attached(command: AttachFile, work: Work) -> AttachmentReceipt:
    return await attach_file(command, work)


@on.command(KeepCustomer)
async def customer_kept(command: KeepCustomer, work: Work) -> CustomerReceipt:
    return await keep_customer(command, work)


@on.command(MarkCustomer)
async def customer_marked(command: MarkCustomer, work: Work) -> CustomerReceipt:
    return await mark_customer(command, work)


@on.command(ClearMark)
async def mark_cleared(command: ClearMark, work: Work) -> CustomerReceipt:
    return await clear_mark(command, work)


@on.command(PublishNotice)
async def notice_published(command: PublishNotice, work: Work) -> NoticeReceipt:
    return await publish_notice(command, work)


@on.command(RetryDelivery)
async def delivery_retried(command: RetryDelivery, work: Work) -> Done:
    return await retry_delivery(command, work)


@on.query(GetRequest, writes=lambda query: query.personal)
async def request(query: GetRequest, work: Work) -> RequestView:
    return await get_request(query, work)


@on.query(ListRequests)
async def requests(query: ListRequests, work: Work) -> RequestPage:
    return await list_requests(query, work)


@on.query(ComplaintLedger)
async def ledger(query: ComplaintLedger, work: Work) -> LedgerPage:
    return await show_ledger(query, work)


@on.query(LatestStocktake)
async def stocktake(query: LatestStocktake, work: Work) -> StocktakeView:
    return await show_stocktake(query, work)


@on.query(ReadingLog)
async def readings(query: ReadingLog, work: Work) -> ReadingPage:
    return await list_readings(query, work)


@on.query(ListCustomers, writes=lambda query: query.personal)
async def customers(query: ListCustomers, work: Work) -> CustomerPage:
    return await list_customers(query, work)


@on.query(GetCustomer, writes=lambda query: query.personal)
async def customer(query: GetCustomer, work: Work) -> CustomerView:
    return await show_customer(query, work)


@on.query(CustomerReadings)
async def customer_readings(query: CustomerReadings, work: Work) -> CustomerReadingPage:
    return await list_customer_readings(query, work)


@on.query(DayReports)
async def reports(query: DayReports, work: Work) -> ReportsView:
    return await show_reports(query, work)


@on.query(GetNotice)
async def notice(query: GetNotice, work: Work) -> NoticeView:
    return await show_notice(query, work)


@on.query(ListNotices)
async def notices(query: ListNotices, work: Work) -> NoticePage:
    return await list_notices(query, work)


@on.query(ListDeliveries)
async def deliveries(query: ListDeliveries, work: Work) -> DeliveryPage:
    return await list_deliveries(query, work)


@on.query(ListUndelivered)
async def undelivered(query: ListUndelivered, work: Work) -> DeliveryPage:
    return await list_undelivered(query, work)


@on.every_event_of("dispatch", "followup", "cashdesk", "roster")
async def every_event(envelope: Envelope, data: dict[str, Any], work: Work) -> None:
    await keep_record(envelope, data, work)


@on.event(OrderVerified)
async def order_verified(event: OrderVerified, work: Work) -> None:
    await settle_request(event, work)


@on.event(OrderEnded)
async def order_ended(event: OrderEnded, work: Work) -> None:
    await end_request(event, work)


@on.event(FollowUpCompleted)
async def follow_up_completed(event: FollowUpCompleted, work: Work) -> None:
    await finish_follow_up(event, work)


@on.event(SatisfactionRated)
async def satisfaction_rated(event: SatisfactionRated, work: Work) -> None:
    await reopen_request(event, work)


@on.event(ChargeSettled)
async def charge_settled(event: ChargeSettled, work: Work) -> None:
    await finish_at_counter(event, work)


@on.event(CostAllocated)
async def cost_allocated(event: CostAllocated, work: Work) -> None:
    await finish_at_counter(event, work)


@on.command(StartServing)
async def customer_served(command: StartServing, work: Work) -> ServingReceipt:
    return await start_serving(command, work)


@on.command(FinishServing)
async def customer_leaves(command: FinishServing, work: Work) -> ServingReceipt:
    return await finish_serving(command, work)


@on.query(ListServings)
async def servings(query: ListServings, work: Work) -> ServingView:
    return await list_servings(query, work)


@on.event(HandoverOpened)
async def handover_opened(event: HandoverOpened, work: Work) -> None:
    await report_handover(event, work)


@on.event(HandoverCompleted)
async def handover_completed(event: HandoverCompleted, work: Work) -> None:
    await move_ownership(event, work)


@on.event(StaffRegistered)
async def staff_registered(event: StaffRegistered, work: Work) -> None:
    await keep_staff(event, work)


@on.event(ShiftStarted)
async def shift_started(event: ShiftStarted, work: Work) -> None:
    await keep_duty(event, work)


@on.event(ShiftEnded)
async def shift_ended(event: ShiftEnded, work: Work) -> None:
    await keep_duty(event, work)


@on.event(LetterDue)
async def letter_due(event: LetterDue, work: Work) -> None:
    await send_letter(event, work)


@on.timer(KIND)
async def stocktake_due(timer: Timer, work: Work) -> None:
    await take_daily_stocktake(timer, work)


@on.timer(NOTIFY)
async def notification_due(timer: Timer, work: Work) -> None:
    await notify_people(timer, work)


@on.timer(DELIVER, prepare=hand_over)
async def delivery_due(timer: Timer, work: Work) -> None:
    await record_delivery(timer, work)


@on.timer(EXPECTED)
async def reports_due(timer: Timer, work: Work) -> None:
    await remind_of_reports(timer, work)


@on.timer(CHAIN)
async def reminder_due(timer: Timer, work: Work) -> None:
    await remind_again(timer, work)


@on.start
async def reports_expected(work: Work) -> None:
    await expect_reports(work)


@on.start
async def started(work: Work) -> None:
    await plan_daily_stocktake(work)
