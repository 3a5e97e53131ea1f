import { said } from '../answer.ts'
import { fail, type Group, judge, notApplicable, pass } from '../finding.ts'

export const WAITING: Group = {
  title: 'While the person decides',
  checks: [
    {
      id: 'pending',
      clause: 'RFC 8628 §3.5',
      level: 'must',
      async look({ stories }) {
        const { first } = await stories.hurried()
        return judge(first.status === 400 && first.error === 'authorization_pending', said(first))
      },
    },
    {
      id: 'slow-down',
      clause: 'RFC 8628 §3.5',
      level: 'should',
      async look({ stories }) {
        const { slowed } = await stories.hurried()
        return slowed === null
          ? fail('asked again and again without a pause, it never said slow_down')
          : pass(said(slowed))
      },
    },
    {
      id: 'pace-kept',
      clause: 'RFC 8628 §3.5',
      level: 'should',
      async look({ stories, links }) {
        const { link, slowed } = await stories.hurried()
        if (slowed === null) return notApplicable('it never said slow_down')
        const later = await links.poll(link)
        return judge(
          later.error === 'authorization_pending',
          `${said(later)} after ${link.intervalSeconds} s of waiting`,
        )
      },
    },
  ],
}
