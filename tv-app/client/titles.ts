import * as v from 'valibot'

import type { Title } from '#contract/title'
import { Titles } from '#contract/title'
import type { AuthorizedCall } from './authorized-calls.ts'

/** What there is to watch, each video as an absolute URL; `null` when the server could not be asked. */
export async function fetchTitles(call: AuthorizedCall, base: string): Promise<Title[] | null> {
  const answer = await call({ method: 'GET', path: 'titles' })
  if (answer.kind !== 'answer' || answer.status !== 200 || !v.is(Titles, answer.body)) return null
  return answer.body.titles.map((title) => ({ ...title, video: new URL(title.video, base).href }))
}
