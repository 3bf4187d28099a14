// One edit of somebody who writes in an item of a plan: `dice` are numbers from 0 to 1 that decide
// which. Characters are whole: no honest editor cuts one in two.
import * as Y from 'yjs'

const WORDS = ['a', 'bc', ' ', '🎉', 'é', 'some words', '👩‍👩‍👧', 'x\ny', '\u0301']
const MARKS = [{ strong: {} }, { strong: null }, { em: {} }, { em: null }]

const texts = (fragment) => fragment.toArray().flatMap((block) => block.toArray())
  .filter((each) => each instanceof Y.XmlText)

// Where characters begin, as Yjs counts.
const edges = (text) => {
  const found = [0]
  for (const part of text.toDelta()) for (const character of part.insert) found.push(found.at(-1) + character.length)
  return found
}

const span = (text, from, length) => {
  const places = edges(text)
  const first = Math.floor(from * places.length)
  const last = Math.min(places.length - 1, first + 1 + Math.floor(length * 6))
  return [places[first], places[last] - places[first]]
}

const write = (text, [, where, what]) => {
  const places = edges(text)
  text.insert(places[Math.floor(where * places.length)], WORDS[Math.floor(what * WORDS.length)])
}

const erase = (text, [, where, length]) => {
  const [at, size] = span(text, where, length)
  if (size > 0) text.delete(at, size)
}

const mark = (text, [, where, length, which]) => {
  const [at, size] = span(text, where, length)
  if (size > 0) text.format(at, size, MARKS[Math.floor(which * MARKS.length)])
}

const begin = (fragment, [, where, what]) => {
  const text = new Y.XmlText(WORDS[Math.floor(what * WORDS.length)])
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [text])
  fragment.insert(Math.floor(where * (fragment.length + 1)), [paragraph])
}

const endBlock = (fragment, [, where]) => {
  if (fragment.length > 1) fragment.delete(Math.floor(where * fragment.length), 1)
}

export const edit = (doc, item, dice) => {
  const fragment = doc.getXmlFragment(`item:${item}`)
  const all = texts(fragment)
  const text = all[Math.floor(dice[4] * all.length)]
  doc.transact(() => {
    if (dice[0] < 0.08 || !text) begin(fragment, dice)
    else if (dice[0] < 0.12) endBlock(fragment, dice)
    else if (dice[0] < 0.2) mark(text, dice)
    else if (dice[0] < 0.4) erase(text, dice)
    else write(text, dice)
  })
}
