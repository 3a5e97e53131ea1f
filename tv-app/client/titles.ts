import * as v from 'valibot'

import type { Rail } from '#contract/title'
import { Catalogue, Media } from '#contract/title'
import type { AuthorizedCall } from './authorized-calls.ts'
import type { Failure } from './calls.ts'
import { failureOf, UNREACHABLE } from './calls.ts'

/** What there is to watch, or why that is not told. */
export type CatalogueOutcome =
  /** Posters are absolute URLs. */
  | { kind: 'catalogue'; rails: Rail[] }
  /** This device is nobody's; hello says it, too. */
  | { kind: 'not_bound' }
  | Failure

/** Where a title's video lies for this device, or why that is not told. */
export type MediaOutcome =
  /** Every URL in it is absolute and good for `media.expires_in` seconds, as long as the binding stands. */
  | { kind: 'media'; media: Media }
  /** There is no such title (any more). */
  | { kind: 'gone' }
  /** This device is nobody's; hello says it, too. */
  | { kind: 'not_bound' }
  | Failure

/** Asks what there is to watch. */
export async function fetchCatalogue(
  call: AuthorizedCall,
  base: string,
): Promise<CatalogueOutcome> {
  const answer = await call({ method: 'GET', path: 'titles' })
  if (answer.kind !== 'answer') return answer
  if (answer.status === 200 && v.is(Catalogue, answer.body)) {
    return { kind: 'catalogue', rails: answer.body.rails.map((rail) => withPosters(rail, base)) }
  }
  return orNotBound(failureOf(answer))
}

function withPosters(rail: Rail, base: string): Rail {
  const titles = rail.titles.map((title) => ({ ...title, poster: absolute(title.poster, base) }))
  return { ...rail, titles }
}

function orNotBound(failure: Failure): Failure | { kind: 'not_bound' } {
  const notBound = failure.kind === 'refused' && failure.code === 'device_not_bound'
  return notBound ? { kind: 'not_bound' } : failure
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
  const gone = failure.kind === 'refused' && failure.code === 'title_unknown'
  return gone ? { kind: 'gone' } : orNotBound(failure)
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
