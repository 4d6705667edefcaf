/** Addresses of the internet, version 4. */

import type { JoinedPart, Shape } from '../../model/shape.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fieldOf, type Located, numberIn } from './typeLayout.ts';
import { UnknownLayout } from './unreadable.ts';
import { partOf } from './wrappers.ts';

/** `127.0.0.1`. Throws `Unreadable`, `UnknownLayout`. */
export function ipv4Address(value: Value): Shape {
  return { kind: 'joined', parts: octets(value, { type: value.type, offset: 0 }) };
}

/** `127.0.0.1:80`. Throws `Unreadable`, `UnknownLayout`. */
export function socketAddressV4(value: Value, builder: ShapeBuilder): Shape {
  const whole = { type: value.type, offset: 0 };
  const port = numberIn(fieldOf(whole, 'port'), 2);
  const shape = partOf({ ...value, place: value.place.within(port.offset) }, { type: port.type, offset: 0 }, builder);
  return { kind: 'joined', parts: [...octets(value, fieldOf(whole, 'ip')), ':', { offset: port.offset, shape }] };
}

function octets({ place }: Value, address: Located): JoinedPart[] {
  const { type, offset } = fieldOf(address, 'octets');
  if (type.kind !== 'array' || type.count !== 4) throw new UnknownLayout();
  place.need(offset, 4);
  const octet: Shape = { kind: 'integer', bytes: 1, isSigned: false };
  return [0, 1, 2, 3].flatMap(index => [...(index === 0 ? [] : ['.']), { offset: offset + index, shape: octet }]);
}
