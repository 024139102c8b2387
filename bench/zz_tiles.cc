#pragma clang diagnostic ignored "-Weverything"
#include <cmath>
#include <cstdio>
#include <cstring>
#include "photos.h"
#include "image/encode/encode.h"
#include "image/encode/flatten.h"
#include "image/optimize/sample_tiles.h"
#include "image/metric/ssimulacra2.h"
using namespace pictor; using namespace pictor::image;
static MetricPicture mv(const PictureView& v){return {.pixels={v.pixels,v.size()},.width=v.width,.height=v.height,.channels=v.channels,.stride=v.stride()};}
static Picture grid(const PictureView&v,int T,int nx,int ny){ Picture s(nx*T,ny*T,v.channels); for(int j=0;j<ny;++j)for(int i=0;i<nx;++i){ int x=(v.width-T)*i/std::max(1,nx-1)/16*16, y=(v.height-T)*j/std::max(1,ny-1)/16*16; if(nx==1)x=(v.width-T)/2/16*16; for(int r=0;r<T;++r) memcpy(s.row(j*T+r)+size_t(i)*T*v.channels, v.row(y+r)+size_t(x)*v.channels, size_t(T)*v.channels);} return s;}
static Picture strips(const PictureView&v,int H,int n){ Picture s(v.width/16*16,n*H,v.channels); for(int j=0;j<n;++j){int y=((2*j+1)*v.height/(2*n)-H/2)/16*16; for(int r=0;r<H;++r)memcpy(s.row(j*H+r),v.row(y+r),s.stride());} return s;}
int main(int n,char**a){
  for(int i=1;i<n;++i) for(int side:{600,1200,2048}){
    Picture p=bench::photo_at(a[i],side); Picture flat; PictureView v=p.view(); if(v.channels==4){ flat=without_alpha(v); v=flat.view(); }
    if(v.width<400||v.height<300) continue;
    auto sc=[&](const PictureView&v,Format f,int q){ double t0=bench::cpu_ms(); auto ref=bench::must(MetricReference::prepare(mv(v)));  double t1=bench::cpu_ms(); auto e=bench::must(f==Format::kWebp?encode_webp_lossy(v,{q,Effort::kFast}):encode_picture(v,f,{q,Effort::kFast})); double t2=bench::cpu_ms();
      Picture d=bench::decoded(e); double t3=bench::cpu_ms(); double s=bench::must(ref.score(mv(d.view()))); double t4=bench::cpu_ms(); std::printf("  prep %.1f enc %.1f dec %.1f met %.1f\n",t1-t0,t2-t1,t3-t2,t4-t3); return s;};
    for(Format f:{Format::kJpeg,Format::kWebp}) for(int q:{70}){
      double full=sc(v,f,q); Picture t=sample_tiles(v); Picture g1=grid(v,64,6,4), g2=grid(v,64,8,4),g3=strips(v,32,4),g4=strips(v,64,3), g5=grid(v,96,4,3), g6=grid(v,128,3,2);
      std::printf("T\t%s\t%d\t%s\t%d\t%.2f",a[i],side,std::string(to_string(f)).c_str(),q,full); std::vector<double> r; for(Picture*s:{&t,&g1,&g2,&g3,&g4,&g5,&g6}) r.push_back(sc(s->view(),f,q)); 
      std::printf("E\t%s\t%d\t%s\t%d",a[i],side,std::string(to_string(f)).c_str(),q); for(double x:r) std::printf("\t%.2f",x-full); std::printf("\n");
    } std::fflush(stdout);
  }
}
