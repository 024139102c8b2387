// CloudFront function on viewer requests (runtime cloudfront-js-2.0): what the cache key depends on becomes small.
// Accept is one of three tokens, so that a picture is kept at most three times; its own spelling would be kept in thousands.
// Cookies and tokens never reach the cache key: the cache policy leaves them out, and only /t/* has this behaviour.

function handler(event) {
  var request = event.request;
  var headers = request.headers;
  var accept = headers.accept ? headers.accept.value.toLowerCase() : '';
  headers.accept = { value: token(accept) };
  if (headers['save-data']) {
    headers['save-data'] = { value: headers['save-data'].value.toLowerCase() === 'on' ? 'on' : 'off' };
  }
  return request;
}

function token(accept) {
  if (takes(accept, 'image/avif')) return 'image/avif,image/webp,*/*';
  if (takes(accept, 'image/webp')) return 'image/webp,*/*';
  return '*/*';
}

// Whether a type stands in the list by its own name, and not with q=0.
function takes(accept, type) {
  var ranges = accept.split(',');
  for (var i = 0; i < ranges.length; i++) {
    var parts = ranges[i].split(';');
    if (parts[0].trim() !== type) continue;
    for (var p = 1; p < parts.length; p++) {
      if (/^\s*q\s*=\s*0(\.0*)?\s*$/.test(parts[p])) return false;
    }
    return true;
  }
  return false;
}
