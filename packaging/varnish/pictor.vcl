vcl 4.1;
# Varnish 6 or 7 with xkey (varnish-modules) in front of Pictor: caches what Pictor says may be cached, keeps what is private out,
# and forgets by tag when Pictor says so. Change the three lines marked HERE; see docs/guide/cdn.md.

import std;
import xkey;

backend pictor {
  .host = "127.0.0.1";  # HERE: where Pictor listens
  .port = "8080";
  .first_byte_timeout = 60s;
}

# HERE: the addresses Pictor purges from.
acl purgers {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  if (req.method == "PURGE" || req.method == "BAN") {
    # HERE: what Pictor's setting cdn_purge_token is.
    if (client.ip !~ purgers || req.http.X-Purge-Token != "change-me") {
      return (synth(403, "Forbidden"));
    }
    if (req.http.xkey-purge) {
      set req.http.X-Purged = xkey.purge(req.http.xkey-purge);
      return (synth(200, "Purged"));
    }
    if (req.http.xkey-softpurge) {
      set req.http.X-Purged = xkey.softpurge(req.http.xkey-softpurge);
      return (synth(200, "Purged"));
    }
    if (req.method == "BAN" && req.http.X-Ban-Url) {
      ban("obj.http.X-Url ~ " + req.http.X-Ban-Url);
      return (synth(200, "Banned"));
    }
    if (req.method == "PURGE") {
      return (purge);
    }
    return (synth(400, "Nothing to purge"));
  }

  # Only pictures are cached. The API, whatever bears a token or a cookie, and everything that changes something goes through.
  if ((req.method != "GET" && req.method != "HEAD") || req.url !~ "^/t/" || req.http.Authorization) {
    return (pass);
  }
  unset req.http.Cookie;

  # Three classes instead of a thousand spellings, so that `Vary: Accept` does not shatter the cache.
  if (req.http.Accept ~ "image/avif") {
    set req.http.Accept = "image/avif,image/webp,*/*";
  } elsif (req.http.Accept ~ "image/webp") {
    set req.http.Accept = "image/webp,*/*";
  } else {
    set req.http.Accept = "*/*";
  }
  call normalise_hints;
  return (hash);
}

# Client hints stay where the URL names them (hints=dpr,width,save-data), as one of the steps that Pictor knows; elsewhere they go.
# What Pictor varies on is in its Vary.
sub normalise_hints {
  if (req.url !~ "hints=dpr" || std.real(req.http.Sec-CH-DPR, 0.0) <= 0.0) {
    unset req.http.Sec-CH-DPR;
  } elsif (std.real(req.http.Sec-CH-DPR, 0.0) <= 1.0) {
    set req.http.Sec-CH-DPR = "1";
  } elsif (std.real(req.http.Sec-CH-DPR, 0.0) <= 1.5) {
    set req.http.Sec-CH-DPR = "1.5";
  } elsif (std.real(req.http.Sec-CH-DPR, 0.0) <= 2.0) {
    set req.http.Sec-CH-DPR = "2";
  } else {
    set req.http.Sec-CH-DPR = "3";
  }
  if (req.url !~ "hints=(dpr,)?width" || std.integer(req.http.Sec-CH-Width, 0) <= 0) {
    unset req.http.Sec-CH-Width;
  } elsif (std.integer(req.http.Sec-CH-Width, 0) <= 320) {
    set req.http.Sec-CH-Width = "320";
  } elsif (std.integer(req.http.Sec-CH-Width, 0) <= 480) {
    set req.http.Sec-CH-Width = "480";
  } elsif (std.integer(req.http.Sec-CH-Width, 0) <= 640) {
    set req.http.Sec-CH-Width = "640";
  } elsif (std.integer(req.http.Sec-CH-Width, 0) <= 960) {
    set req.http.Sec-CH-Width = "960";
  } elsif (std.integer(req.http.Sec-CH-Width, 0) <= 1280) {
    set req.http.Sec-CH-Width = "1280";
  } elsif (std.integer(req.http.Sec-CH-Width, 0) <= 1920) {
    set req.http.Sec-CH-Width = "1920";
  } else {
    set req.http.Sec-CH-Width = "2560";
  }
  if (req.url ~ "hints=[a-z,]*save-data" && req.http.Save-Data ~ "(?i)^on$") {
    set req.http.Save-Data = "on";
  } else {
    unset req.http.Save-Data;
  }
}

sub vcl_backend_response {
  set beresp.http.X-Url = bereq.url;
  if (beresp.status >= 500) {
    # A stale copy that is being refetched stays rather than becoming an error.
    if (bereq.is_bgfetch) {
      return (abandon);
    }
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    return (deliver);
  }
  # What is private is not kept, nor what has no tags: nothing could ever purge it.
  if (beresp.http.Cache-Control ~ "(?i)(private|no-store)" || beresp.http.Set-Cookie ||
      (beresp.status == 200 && !beresp.http.xkey)) {
    set beresp.uncacheable = true;
    set beresp.ttl = 120s;  # of the knowledge that it is not to be kept
    return (deliver);
  }
  # That there is nothing is told for seconds, has no tag, and may be wrong a moment later: never stale.
  if (beresp.status != 200) {
    set beresp.grace = 0s;
    return (deliver);
  }
  # How long a stale copy may be served while a new one is fetched, or while Pictor is down, is what Pictor says: an hour, or nothing
  # where the URL or the image soon expires. Hard purges end it.
  if (beresp.http.Cache-Control ~ "(stale-if-error=3600|immutable)$") {
    set beresp.grace = 1h;
  } elsif (beresp.http.Cache-Control ~ "must-revalidate") {
    set beresp.grace = 0s;
  }
}

sub vcl_deliver {
  unset resp.http.xkey;
  unset resp.http.X-Url;
  unset resp.http.Via;
  unset resp.http.X-Varnish;
  if (obj.hits > 0) {
    set resp.http.X-Cache = "HIT";
  } else {
    set resp.http.X-Cache = "MISS";
  }
}
