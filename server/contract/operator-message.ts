import * as v from 'valibot'

import { NOTICE_EVENTS } from './notice.ts'

/** The scope of RFC 6749 §3.3 that lets a back end send messages to devices, under the name that Senza's message broker gave it. */
export const MESSAGE_SCOPE = 'hyperscale:messages:send-direct'

/** Bytes of a message's payload, as JSON in UTF-8: with its envelope it fits an MQTT packet of 4 KiB. */
export const MESSAGE_MAX_BYTES = 3072

const Short = v.pipe(v.string(), v.maxBytes(MESSAGE_MAX_BYTES))

/**
 * `POST /message-broker/1.0/messages/devices/{deviceId}`: the operator's back end tells the app on one TV something. Names
 * of our own notices are reserved.
 */
export const MessageRequest = v.object({
  eventName: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9._:-]{1,64}$/),
    v.check((name) => !(NOTICE_EVENTS as readonly string[]).includes(name), 'another event name'),
  ),
  payload: v.pipe(
    v.union([v.string(), v.record(v.string(), v.unknown())]),
    v.check((payload) => v.is(Short, JSON.stringify(payload)), 'a shorter payload'),
  ),
  target: v.optional(v.literal('application')),
  origin: v.optional(v.pipe(v.string(), v.maxLength(64))),
})
export type MessageRequest = v.InferOutput<typeof MessageRequest>

/** 202: handed over to whoever listens on the device's topic just now; it is kept for nobody. */
export const MessageResponse = v.object({ id: v.string() })
export type MessageResponse = v.InferOutput<typeof MessageResponse>
