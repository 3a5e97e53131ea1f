import type { PlayerScreen } from '../story/screen.ts'
import { say } from './texts.ts'

/** What has just become of the captions; `null` where nothing has. */
export function captionsWords(before: PlayerScreen, now: PlayerScreen): string | null {
  if (now.captionsMissing && !before.captionsMissing) return say('player.captionsMissing')
  if (now.captions === before.captions) return null
  const label = now.captions === null ? null : now.media?.captions[now.captions]?.label
  return label ? say('player.captions', { label }) : say('player.captionsOff')
}
