// What the harness names as extensionTestsPath: runs the real one and writes down how it ended. The page itself says 0
// when the extension host dies in the middle of the tests. Runs in the extension host, before any code of ours.
'use strict';
const { writeFileSync } = require('node:fs');

exports.run = async () => {
  const end = result => writeFileSync(process.env.RUST_TRACE_HOST_RESULT, JSON.stringify(result));
  try {
    await require(process.env.RUST_TRACE_HOST_TESTS).run();
  } catch (error) {
    end({ code: 1, error: String(error?.stack ?? error) });
    throw error;
  }
  end({ code: 0 });
};
