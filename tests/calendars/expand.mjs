// Reads iCalendar objects as a calendar does, by ical.js and from the file alone: its time zones
// are those of the object, none that this machine knows. A JSON list comes in, each
// {ics, from, until} (ISO instants); a JSON list goes out, each the events by start.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const MOST = 20000;

function read({ ics, from, until }) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(ics));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const begin = Date.parse(from);
  const end = Date.parse(until);
  const others = new Map();
  for (const other of events.filter((event) => event.isRecurrenceException())) {
    others.set(other.uid, [...(others.get(other.uid) ?? []), other]);
  }
  return events
    .filter((event) => !event.isRecurrenceException())
    .flatMap((event) => {
      for (const other of others.get(event.uid) ?? []) event.relateException(other);
      return occurrences(event, begin, end);
    })
    .concat(alone(events))
    .filter((one) => Date.parse(one.start) >= begin && Date.parse(one.start) < end)
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** Occurrences told without their series, as an invitation to one of them does. */
function alone(events) {
  const series = new Set(events.filter((e) => !e.isRecurrenceException()).map((e) => e.uid));
  return events
    .filter((event) => event.isRecurrenceException() && !series.has(event.uid))
    .map((event) => told(event, event.startDate, event.endDate));
}

function occurrences(event, begin, end) {
  if (!event.isRecurring()) return [told(event, event.startDate, event.endDate)];
  const found = [];
  const dates = event.iterator();
  // What was moved may have been later in the series than it is now, so a month more is asked for.
  const last = end + 62 * 86400 * 1000;
  for (let date = dates.next(), n = 0; date && n < MOST; date = dates.next(), n += 1) {
    const details = event.getOccurrenceDetails(date);
    if (date.toJSDate().getTime() >= last) break;
    found.push(told(details.item, details.startDate, details.endDate));
  }
  return found;
}

function told(event, start, end) {
  const text = (name) => event.component.getFirstPropertyValue(name);
  return {
    uid: event.uid,
    start: start.toJSDate().toISOString(),
    end: end.toJSDate().toISOString(),
    summary: event.summary,
    location: event.location,
    description: event.description,
    url: text("url"),
    status: text("status"),
    sequence: event.sequence,
    attendees: event.attendees.map((one) => ({
      address: one.getFirstValue(),
      name: one.getParameter("cn"),
      partstat: one.getParameter("partstat"),
    })),
  };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
