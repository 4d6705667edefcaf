import assert from 'node:assert/strict';
import { FormatReader } from '../../../../src/tracer/tracefs/eventFormat.ts';
import { RECORDED_FORMATS } from './ringPages.ts';

function readLines(lines: readonly string[]): FormatReader {
  const reader = new FormatReader();
  for (const line of lines) reader.line(line);
  return reader;
}

const recorded = RECORDED_FORMATS.toString()
  .trimEnd()
  .split('\n')
  .map(line => line.replace('rust-trace: format ', ''));

describe('the format of an event', () => {
  it('is read from the files of a real kernel', () => {
    const { pageBytes, events } = readLines(recorded);
    const [event] = events;
    assert.deepEqual([pageBytes, events.length, event?.id], [4096, 1, 2327]);
    const offsets = ['common_type', 'common_pid', '__probe_ip', 'id', 'comm', 'f0', 'f1', 'f2', 'f3'].map(name =>
      event?.offsets.get(name),
    );
    assert.deepEqual(offsets, [0, 4, 8, 16, 20, 24, 32, 40, 48]);
  });

  it('keeps events apart', () => {
    const other = recorded
      .slice(recorded.findIndex(line => line.startsWith('name:')))
      .map(line => line.replace('2327', '65535').replace('offset:24', 'offset:32'));
    const { events } = readLines([...recorded, ...other]);
    assert.deepEqual(
      events.map(({ id, offsets }) => [id, offsets.get('f0')]),
      [
        [2327, 24],
        [65535, 32],
      ],
    );
  });

  it('knows the page of a machine with larger ones', () => {
    const lines = recorded.map(line => line.replace('size:4080', 'size:65520'));
    assert.equal(readLines(lines).pageBytes, 65_536);
  });

  it('knows nothing where nothing was read, and passes over other lines', () => {
    const { pageBytes, events } = readLines(['', 'ID: 7', 'field: x', '\tfield:broken']);
    assert.deepEqual([pageBytes, events], [null, []]);
  });
});
