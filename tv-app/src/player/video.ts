import type { Timers } from '../../client/couchlink-tv.ts'
import type { Play } from '../play.ts'
import { Picture } from './picture.ts'

/** Steady, whatever becomes of the set's clock. */
const TIMERS: Timers = {
  nowMs: () => performance.now(),
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as number | undefined),
}

/** Shows the story's video, and tells the story how it goes. There is an element only while the story is in the player. */
export function playVideo(play: Play, timers: Timers = TIMERS): void {
  let picture: Picture | null = null
  play.watch(({ screen }) => {
    if (screen.name !== 'player') {
      picture?.close()
      picture = null
      return
    }
    picture ??= new Picture({
      tell: (event) => play.dispatch(event),
      held: () => play.dispatch({ type: 'key', key: 'pause', repeat: false }),
      timers,
    })
    picture.follow(screen)
  })
}
