// Record a repair and follow it to its end.
//
//     DESK_URL=nats://127.0.0.1:4222 DESK_SITE=HQ DESK_LOGIN=li DESK_PASSWORD=... node follow_request.mjs
//
// Prints one line an event and ends with code 0 when the request is archived, with 1 when it is refused.

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { errors, headers, nanos } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";

const URL = process.env.DESK_URL ?? "nats://127.0.0.1:4222";
const SITE = process.env.DESK_SITE ?? "HQ";
const LOGIN = process.env.DESK_LOGIN ?? "li";
const PASSWORD = process.env.DESK_PASSWORD;

const STREAM = "DESK_EVENTS";
const TRIES = 20;
const TRY_AGAIN = ["429", "503"]; // too busy, or without its database: nothing was changed

const REPAIR = {
  line: "repair",
  form: {
    reporter: "赵丽",
    phone: "13987654321",
    place: "5号楼1201",
    problem: "厨房水龙头漏水",
    by_department: "security",
    chargeable: false,
  },
  confirmed: true,
};

/** The service's problem document; nothing was changed. */
class Refused extends Error {}

const unanswered = (error) =>
  error instanceof errors.TimeoutError ||
  error instanceof errors.NoRespondersError ||
  (error instanceof errors.RequestError && error.isNoResponders());

/** Send a command until it is answered. The id stays the same, so it takes effect once however often it is sent. */
async function command(nc, key, body) {
  const named = headers();
  named.set("Frontdesk-Command-Id", randomUUID());
  for (let tried = 0; tried < TRIES; tried += 1) {
    try {
      const subject = `desk.${SITE}.cmd.${LOGIN}.${key}`;
      const answer = await nc.request(subject, JSON.stringify(body), { timeout: 5000, headers: named });
      const status = answer.headers?.get("Nats-Service-Error-Code");
      if (!status) return answer.json();
      if (!TRY_AGAIN.includes(status)) throw new Refused(answer.string());
    } catch (error) {
      if (!unanswered(error)) throw error;
    }
    await sleep(500);
  }
  throw new Error(`${key} was not answered ${TRIES} times; it may be sent again with the same id`);
}

async function follow(nc) {
  // A person's login may not ask for the account's limits, hence no check of the API.
  const manager = await jetstreamManager(nc, { checkAPI: false });
  const consumer = `${LOGIN}-${randomUUID()}`;
  // Made before the request exists, so that not even its first event can be missed.
  await manager.consumers.add(STREAM, {
    name: consumer,
    durable_name: consumer,
    filter_subject: `desk.${SITE}.evt.>`,
    deliver_policy: DeliverPolicy.New,
    ack_policy: AckPolicy.Explicit,
    inactive_threshold: nanos(3_600_000), // forgotten when unread for an hour
  });
  const events = await jetstream(nc).consumers.get(STREAM, consumer);
  try {
    const { number } = await command(nc, "intake.record_request", REPAIR);
    console.log("recorded", number);
    const seen = new Set(); // an acknowledgement may be lost, then the event comes again
    for await (const event of await events.consume()) {
      event.ack();
      const id = event.headers?.get("ce-id");
      if (event.headers?.get("ce-subject") !== number || seen.has(id)) continue;
      seen.add(id);
      const fact = event.subject.split(".evt.")[1];
      console.log(event.headers.get("ce-time"), fact, "by", event.headers.get("ce-actor"), event.string());
      if (fact === "intake.request.archived") break;
    }
  } finally {
    await manager.consumers.delete(STREAM, consumer);
  }
}

const nc = await connect({
  servers: URL,
  name: `follow-${LOGIN}`,
  inboxPrefix: `_INBOX.${LOGIN}`, // a login may listen to answers in its own inbox only
  ...(PASSWORD ? { user: LOGIN, pass: PASSWORD } : {}),
});
try {
  await follow(nc);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error("refused", error.message);
  process.exitCode = 1;
} finally {
  await nc.close();
}
