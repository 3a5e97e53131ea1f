import { describe, expect, it } from 'vitest'

import { reportOn } from '../../../../tv-app/src/player/report.ts'
import type { VideoEvent } from '../../../../tv-app/src/story/state.ts'

/** A video element as far as its reporter can tell, and a clock that a test turns. */
function setUp() {
  const video = Object.assign(new EventTarget(), {
    currentTime: 0,
    duration: Number.NaN,
    seeking: false,
    paused: false,
    readyState: 0,
  })
  const told: VideoEvent[] = []
  let nowMs = 0
  const due = new Map<number, { run: () => void; atMs: number }>()
  let next = 1
  const timers = {
    nowMs: () => nowMs,
    set(run: () => void, ms: number) {
      due.set(next, { run, atMs: nowMs + ms })
      next += 1
      return next - 1
    },
    clear: (timer: unknown) => void due.delete(timer as number),
  }
  const report = reportOn(video as unknown as HTMLVideoElement, (event) => told.push(event), timers)
  return {
    video,
    told,
    due,
    report,
    fire: (...names: string[]) => {
      for (const name of names) video.dispatchEvent(new Event(name))
    },
    pass(ms: number) {
      nowMs += ms
      for (const [id, { run, atMs }] of [...due]) {
        if (atMs > nowMs) continue
        due.delete(id)
        run()
      }
    },
    whats: () => told.map(({ what }) => what),
  }
}

describe('what the story hears of a video', () => {
  it('is where it is, four times a second at most', () => {
    const { video, fire, pass, told } = setUp()
    video.duration = 10
    for (let frame = 0; frame < 100; frame += 1) {
      video.currentTime = frame / 100
      fire('timeupdate')
      pass(10)
    }
    expect(told).toHaveLength(4)
    expect(told.at(-1)).toEqual({ type: 'video', what: 'time', at: 0.75, lengthSeconds: 10 })
  })

  it('is no length where there is no end', () => {
    const { video, fire, told } = setUp()
    video.duration = Number.POSITIVE_INFINITY
    fire('durationchange')
    expect(told).toEqual([{ type: 'video', what: 'time', at: 0, lengthSeconds: null }])
  })

  it('is not where it was while it jumps', () => {
    const { video, fire, whats } = setUp()
    fire('playing')
    video.seeking = true
    fire('seeking', 'timeupdate')
    expect(whats()).toEqual(['playing', 'stalled'])
    Object.assign(video, { seeking: false, currentTime: 7, readyState: 4 })
    fire('seeked')
    expect(whats()).toEqual(['playing', 'stalled', 'time', 'playing'])
  })

  it('is once that it stands, and once that it goes on', () => {
    const { fire, whats } = setUp()
    fire('waiting', 'canplay', 'playing', 'waiting', 'waiting', 'playing')
    expect(whats()).toEqual(['playing', 'stalled', 'playing'])
  })

  it('is a failure of the network when nothing arrives for long', () => {
    const { fire, pass, told } = setUp()
    pass(19_999)
    fire('playing')
    pass(3_600_000)
    expect(told).toEqual([{ type: 'video', what: 'playing' }])
    fire('waiting')
    pass(20_000)
    expect(told.at(-1)).toEqual({ type: 'video', what: 'failed', why: 'videoNetwork' })
  })

  it('is no failure while it is paused, however long, and one again once it shall go on', () => {
    const { video, fire, pass, whats } = setUp()
    video.paused = true
    fire('pause')
    pass(3_600_000)
    fire('seeking', 'waiting')
    pass(3_600_000)
    expect(whats()).not.toContain('failed')
    video.paused = false
    fire('play')
    pass(19_999)
    expect(whats()).not.toContain('failed')
    pass(1)
    expect(whats().at(-1)).toBe('failed')
  })

  it('is nothing more once it is over', () => {
    const { fire, pass, report, told, due } = setUp()
    report.close()
    fire('timeupdate', 'playing', 'waiting', 'seeking', 'seeked', 'ended', 'durationchange')
    pass(100_000)
    expect(told).toEqual([])
    expect(due.size).toBe(0)
  })
})
