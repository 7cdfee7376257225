"""Given names in Latin letters that are common in the United States: cues beside other cues.

The most frequent of the census of 1990, whose lists are in the public domain, without those that
are words, places or family names as well. A name that is not here is found by what stands around.
"""

from classifiers._personal.listed import listed

GIVEN_NAMES = frozenset(
    listed("""
    abby abel abraham addie adele adeline adrian adriana adrienne agnes aida aileen aimee
    alberta alejandro alex alexandra alfonso alfred alfredo alicia alisa alisha alison allan
    allen allison alonzo alton alvin alyssa amelia amos andre andres andy angelia
    angelica angelina angeline angie anita anne annette annie antoinette antonia antonio
    arlene armando arnold arturo aubrey audrey beatrice beatriz becky belinda bennie benny
    bernadette bernard bernice bert bertha bessie beth bethany betsy bette bettie beulah
    billie blake blanca bobbi bobbie bonita boyd bradley brandi brendan
    bret brett bridget brittney bryant caitlin caleb callie camille cara carla
    carmela carole caroline carrie carroll cary casey cassandra cassie cathleen
    cathy cecelia cecil cecile cecilia cedric celeste celia charlene charlie cheri
    cherie christa christi christie christy cindy claire clara clarence clarice claude
    claudette claudia clayton cleo clifford clint colin colleen connie conrad
    consuelo corinne cornelius cory courtney craig cristina damon dana danny daphne darin
    darla darlene darnell darrel darrell darren darrin darryl daryl dave deana deanna debbie
    debora delbert delia deloris dena derek derrick desiree devin dewayne dewey
    dexter dianna dianne dina dolores dominic dominick dominique donnie doreen
    dorothea dorthy doug doyle dustin dwight eddie edgar edith edmond edmund edna eduardo
    edwin eileen elaine elbert eleanor elena elias elisa elisabeth elise ellen elmer eloise
    elsa elsie elva elvira emanuel emil emilio emmanuel emmett enrique erica erick erik
    erika erin erma ernestine ernesto ervin esperanza estella estelle esther ethel etta
    eugenia eula eunice evan everett fannie felicia felipe felix fernando forrest francine
    francisca frankie franklin fred freda frederick fredrick frieda gabriela gabrielle
    garland garrett garry gayle geneva genevieve geoffrey geraldine gerard gerardo gertrude
    gilbert gilberto gina gladys glenda glenn glenna goldie gracie graciela greg gregg
    gretchen guadalupe guillermo gustavo gwendolyn harriet harry hattie hector heidi helena
    helene henrietta herbert hilda homer horace hubert hugh hugo humberto ignacio imogene
    inez ingrid irene irma irvin irving isaac isabel isabelle ismael ivan jackie jaclyn
    jacquelyn jaime jake jamie janelle janette janie janine janis jared jasmine javier jayne
    jeanette jeanine jeanne jeannette jeannie jeannine jeff jeffery jenifer jenna jennie
    jenny jerald jeremiah jermaine jess jessie jewell jill jillian jimmie jimmy joann joanna
    joanne jocelyn jodi jodie jody joel joey johanna johnathan johnnie johnny jolene
    jonathon joni jorge josefina josephine josh josie juana juanita julian julio julius
    justine kara kari karin karl karla kate katharine kathy katie katrina keisha kelley
    kelli kellie kelsey kelvin kendra kenny keri kerri kerry kimberley kirsten krista
    kristen kristi kristie kristin kristina kristine kristopher kristy krystal kurt lacey
    ladonna lamar lamont lana lara latasha latonya latoya laurel laurence laurie laverne
    leah leanne leigh lela leland lenora leola leona leonard leroy lesley lester leticia
    levi lila lillian lillie lindsay lindsey lizzie lois lola loren lorena lorene lorenzo
    lorie lorna lorraine lottie louie louise lourdes lowell lucas lucile lucille lucinda
    lucy luella luis luke luther lydia lyle lynda lynette lynne mack madeline maggie malcolm
    mamie mandy manuel manuela marc marcella marcos marcus marcy margarita margie margret
    marguerite marian marianne maribel marina mario marisa marisol marissa maritza marjorie
    marla marlene marlon marsha marta martin martina marty marvin maryann mathew matt mattie
    maude maureen maurice mavis maxine mayra meghan melanie melba melinda melvin meredith
    merle micah micheal michele miguel mike mildred millie mindy minnie miranda miriam
    mitchell mollie molly monica monique moses muriel myra myrna myron nadine naomi natasha
    nathaniel neal neil nell nellie nettie nichole nick nicolas nikki noel norma norman olga
    oliver ollie omar orville oscar otis owen pablo paige patrica patrice patsy patti patty
    paula paulette pauline pedro peggy pete petra phil phillip phyllis polly preston
    priscilla rachael rachelle rafael ramiro ramon ramona randal randall randolph raquel
    raul reba rebekah regina reginald rene renee reynaldo rhonda ricardo rick rickey ricky
    rita roberta roberto robyn rochelle roderick rodney rodolfo rogelio roland rolando ronda
    ronnie roosevelt rosa rosalie rosalind rosario rosemarie rosemary rosetta rosie roxanne
    ruben rudolph rudy rufus sabrina sadie sallie sally salvatore sammy santos saul selma
    sergio seth shana shane shanna shannon shari shaun shauna shawn shawna sheena sheila
    sheldon shelia shelley shelly sheri sherman sherri sherrie sheryl silvia simon socorro
    sondra sonia sonja sonya sophie stacey staci stacie stacy stefanie stephan steve stewart
    susana susanne susie suzanne sybil sylvester sylvia tabitha tamara tami tamika tammie
    tammy tanya tara tasha teddy terence teri terrance terrell terrence terri theodore
    therese timmy tina toby tomas tommie tommy toni tonia tony tonya tracey traci tracie
    travis trent trevor tricia trina trisha trudy ursula valerie vanessa verna vernon
    veronica vicente vicki vickie vicky victor viola virgil vivian wendell wendy whitney
    wilbert wilbur wilfred willa willard willis wilma winifred winnie winston woodrow
    yolanda yvette yvonne
    """)
)
