const RAILS = 20
const TITLES = 25

/** 500 titles in twenty rails, without posters: each is painted by the TV, which costs the most. */
export function largeCatalogue(): object[] {
  return Array.from({ length: RAILS }, (_, rail) => ({
    id: `rail-${rail}`,
    name: `Rail ${rail}`,
    titles: Array.from({ length: TITLES }, (_, place) => title(rail * TITLES + place)),
  }))
}

export const CATALOGUE = { rails: RAILS, titles: TITLES }

function title(number: number): object {
  return {
    id: `title-${number}`,
    title: `Title ${number}`,
    description: `What title ${number} is about, in a sentence.`,
    color: `#${((number * 7919) % 0x1000000).toString(16).padStart(6, '0')}`,
    video: 'clip/clip.mp4',
  }
}
