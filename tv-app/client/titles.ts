import * as v from 'valibot'

import type { Rail } from '#contract/title'
import { Catalogue, Media } from '#contract/title'
import type { AuthorizedCall } from './authorized-calls.ts'
import type { Failure } from './calls.ts'
import { failureOf, UNREACHABLE } from './calls.ts'

/** Where a title's video lies for this device, or why that is not told. */
export type MediaOutcome =
  /** Every URL in it is absolute and good for `media.expires_in` seconds, as long as the binding stands. */
  | { kind: 'media'; media: Media }
  /** There is no such title (any more). */
  | { kind: 'gone' }
  /** This device is nobody's; hello says it, too. */
  | { kind: 'not_bound' }
  | Failure

/** What there is to watch, posters as absolute URLs; `null` when the server could not be asked or this device is nobody's. */
export async function fetchCatalogue(call: AuthorizedCall, base: string): Promise<Rail[] | null> {
  const answer = await call({ method: 'GET', path: 'titles' })
  if (answer.kind !== 'answer' || answer.status !== 200) return null
  if (!v.is(Catalogue, answer.body)) return null
  return answer.body.rails.map((rail) => ({
    ...rail,
    titles: rail.titles.map((title) => ({ ...title, poster: absolute(title.poster, base) })),
  }))
}

/** Asks where the video of this title lies. */
export async function fetchMedia(
  call: AuthorizedCall,
  base: string,
  titleId: string,
): Promise<MediaOutcome> {
  const path = `titles/${encodeURIComponent(titleId)}/media`
  const answer = await call({ method: 'GET', path })
  if (answer.kind !== 'answer') return answer
  if (answer.status === 200 && v.is(Media, answer.body)) return mediaOutcome(answer.body, base)
  const failure = failureOf(answer)
  if (failure.kind !== 'refused') return failure
  if (failure.code === 'title_unknown') return { kind: 'gone' }
  return failure.code === 'device_not_bound' ? { kind: 'not_bound' } : failure
}

function mediaOutcome(media: Media, base: string): MediaOutcome {
  const url = absolute(media.url, base)
  if (url === null) return UNREACHABLE
  const captions: Media['captions'] = []
  for (const one of media.captions) {
    const captionsUrl = absolute(one.url, base)
    if (captionsUrl !== null) captions.push({ ...one, url: captionsUrl })
  }
  return { kind: 'media', media: { ...media, url, captions } }
}

/** `null` where it is no address: a catalogue is written by hand. */
function absolute(url: string | null, base: string): string | null {
  if (url === null) return null
  try {
    return new URL(url, base).href
  } catch {
    return null
  }
}
