#pragma once
namespace pictor::image::jpeg {struct Tuning{double scale=1,a=0,b=0;}; inline Tuning tuning;}
